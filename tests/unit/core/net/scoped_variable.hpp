#pragma once

#include <cstdlib>
#include <string>

namespace mostik::core::net::testing {

/// An environment variable for as long as this lives. Every test begins without those that name proxies.
class ScopedVariable {
  public:
    ScopedVariable(std::string name, const std::string& value) : name_(std::move(name)) {
        setenv(name_.c_str(), value.c_str(), 1);
    }
    ~ScopedVariable() { unsetenv(name_.c_str()); }
    ScopedVariable(const ScopedVariable&) = delete;
    ScopedVariable& operator=(const ScopedVariable&) = delete;

  private:
    std::string name_;
};

}  // namespace mostik::core::net::testing
