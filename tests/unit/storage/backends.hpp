#pragma once

#include "storage/database.hpp"
#include "tests/unit/storage/scratch_folder.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

namespace mostik::storage::testing {

/// A kind of database that the contract holds for.
struct Backend {
    std::string name;
    /// Opens an empty one of its own; files go to `folder`.
    std::function<std::unique_ptr<Database>(const std::filesystem::path& folder)> open;
};

/// Every backend of this build.
const std::vector<Backend>& backends();

inline std::ostream& operator<<(std::ostream& out, const Backend& backend) {
    return out << backend.name;
}

/// An empty database of a backend, gone with the test.
class TestDatabase {
  public:
    explicit TestDatabase(const Backend& backend) : database_(backend.open(folder_.path())) {}

    Database& operator*() const { return *database_; }
    Database* operator->() const { return database_.get(); }

    /// Runs `work` in a transaction and returns its result.
    template <class Work>
    auto operator()(Work work) const {
        using Value = std::invoke_result_t<Work&, UnitOfWork&>;
        if constexpr (std::is_void_v<Value>) {
            database_->transact_blocking(work);
        } else {
            std::optional<Value> value;
            database_->transact_blocking([&](UnitOfWork& unit) { value.emplace(work(unit)); });
            return std::move(*value);
        }
    }

  private:
    ScratchFolder folder_;
    std::unique_ptr<Database> database_;
};

}  // namespace mostik::storage::testing
