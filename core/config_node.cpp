#include "core/config_section.hpp"
