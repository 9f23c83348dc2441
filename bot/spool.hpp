#pragma once

#include "core/message.hpp"

#include <filesystem>

namespace mostik::bot {

/// A folder for the bytes of files on their way: fetched here, sent from here, and gone.
class Spool {
  public:
    /// Makes the folder when it is needed, and empties it of what an earlier run left.
    explicit Spool(std::filesystem::path folder) : folder_(std::move(folder)) {}

    /// A name that no other has.
    std::filesystem::path next();

  private:
    std::filesystem::path folder_;
    bool ready_ = false;
    long long count_ = 0;
};

/// Removes the file at the end of its life.
class SpooledFile {
  public:
    explicit SpooledFile(std::filesystem::path path) : path_(std::move(path)) {}
    ~SpooledFile();
    SpooledFile(SpooledFile&& other) noexcept : path_(std::move(other.path_)) { other.path_.clear(); }
    SpooledFile(const SpooledFile&) = delete;
    SpooledFile& operator=(const SpooledFile&) = delete;
    SpooledFile& operator=(SpooledFile&&) = delete;

    const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

}  // namespace mostik::bot
