#include "core/clock.hpp"
