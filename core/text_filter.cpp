#include "core/text_filter.hpp"
