#pragma once

#include "storage/sqlite/open.hpp"
#include "tests/unit/bot/config_files.hpp"

#include <functional>
#include <iostream>
#include <sstream>
#include <string>

namespace mostik::tests {

/// A folder with a configuration and a database, on which commands are run in this process.
class CommandStage {
  public:
    CommandStage() {
        write([](storage::UnitOfWork&) {});
    }

    /// What a service that is not running any more has left.
    void write(const std::function<void(storage::UnitOfWork&)>& work) const {
        storage::sqlite::open(config_.folder() / "mostik.db", storage::sqlite::Access::service)
            ->transact_blocking(work);
    }

    const ConfigFile& config() const { return config_; }

  private:
    ConfigFile config_{"db: {url: \"sqlite:mostik.db\"}\n"};
};

/// What a command printed.
struct Printed {
    int exit_code = 0;
    std::string out;
    std::string err;
};

/// Runs it with standard output and standard error caught.
inline Printed printed_by(const std::function<int()>& command) {
    std::ostringstream out;
    std::ostringstream err;
    auto* const out_before = std::cout.rdbuf(out.rdbuf());
    auto* const err_before = std::cerr.rdbuf(err.rdbuf());
    Printed printed;
    try {
        printed.exit_code = command();
    } catch (...) {
        std::cout.rdbuf(out_before);
        std::cerr.rdbuf(err_before);
        throw;
    }
    std::cout.rdbuf(out_before);
    std::cerr.rdbuf(err_before);
    printed.out = out.str();
    printed.err = err.str();
    return printed;
}

}  // namespace mostik::tests
