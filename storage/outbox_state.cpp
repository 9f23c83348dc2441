#include "storage/outbox.hpp"
