#include "core/translator.hpp"
