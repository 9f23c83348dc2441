#include "core/address.hpp"
