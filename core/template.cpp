#include "core/template.hpp"
