#include "core/event.hpp"
