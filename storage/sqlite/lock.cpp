#include "storage/sqlite/lock.hpp"

#include "storage/error.hpp"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <string>
#include <sys/file.h>
#include <system_error>
#include <unistd.h>

namespace mostik::storage::sqlite {

namespace {

std::string holder(int descriptor) {
    std::array<char, 16> digits{};
    const ssize_t size = pread(descriptor, digits.data(), digits.size(), 0);
    std::string pid(digits.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
    pid.erase(std::min(pid.find('\n'), pid.size()));
    return pid.empty() ? "another process" : "process " + pid;
}

}  // namespace

ServiceLock::ServiceLock(const std::filesystem::path& database) {
    const std::string name = database.string() + ".lock";
    const auto refuse = [&](int error) {
        throw StorageError("cannot write the lock file " + name + ": " +
                           std::generic_category().message(error));
    };
    descriptor_ = ::open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor_ < 0) refuse(errno);

    if (flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
        const int error = errno;
        const std::string who = holder(descriptor_);
        close(descriptor_);
        if (error != EWOULDBLOCK) refuse(error);
        throw DatabaseInUse("the database " + database.string() + " is in use by another service (" + who +
                            "): stop that one first, or name another database in db.url");
    }
    const std::string pid = std::to_string(getpid()) + "\n";
    if (ftruncate(descriptor_, 0) != 0 ||
        pwrite(descriptor_, pid.data(), pid.size(), 0) != static_cast<ssize_t>(pid.size())) {
        const int error = errno;
        close(descriptor_);
        refuse(error);
    }
}

ServiceLock::~ServiceLock() {
    close(descriptor_);
}

}  // namespace mostik::storage::sqlite
