#include "bot/api/listening_failure.hpp"

namespace mostik::bot::api {

std::string listening_failure(const core::Error& error) {
    switch (error.code) {
        case core::Errc::unavailable:
            return error.message +
                   "; another program, perhaps another Mostik, listens there: stop it, or choose another "
                   "backend.port (0: any free one)";
        case core::Errc::forbidden:
            return error.message + "; ports below 1024 need a privilege: choose a higher backend.port";
        default:
            return error.message +
                   "; backend.host has to be an address of this machine: 127.0.0.1, or 0.0.0.0 for all of "
                   "them";
    }
}

}  // namespace mostik::bot::api
