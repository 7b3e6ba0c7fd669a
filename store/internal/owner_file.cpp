#include "store/internal/owner_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>

namespace stratwatch::store {
namespace {

std::string Reason(int error) {
  return std::generic_category().message(error);
}

std::string ReadPid(int descriptor) {
  std::array<char, 32> buffer{};
  const ssize_t size = pread(descriptor, buffer.data(), buffer.size(), 0);
  std::string pid;
  for (ssize_t i = 0; i < size && buffer[i] >= '0' && buffer[i] <= '9'; ++i) pid += buffer[i];
  return pid;
}

// "stratwatch run", for the person who looks for it; empty when /proc does not tell.
std::string CommandOf(const std::string& pid) {
  std::ifstream file("/proc/" + pid + "/cmdline", std::ios::binary);
  std::array<char, 100> buffer{};
  file.read(buffer.data(), buffer.size());
  std::string command(buffer.data(), static_cast<std::size_t>(file.gcount()));
  while (!command.empty() && command.back() == '\0') command.pop_back();
  for (char& each : command) {
    if (static_cast<unsigned char>(each) < 0x20) each = ' ';
  }
  return command;
}

}  // namespace

Result<std::unique_ptr<OwnerFile>> OwnerFile::Take(const std::filesystem::path& folder) {
  const std::string name = (folder / "stratwatch-owner").string();
  const int descriptor = open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (descriptor < 0) {
    return Fail(ErrorCode::kUnavailable,
                fmt::format("{}: cannot be opened for writing: {}", name, Reason(errno)));
  }
  std::unique_ptr<OwnerFile> owner(new OwnerFile(descriptor));
  if (flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) {
      return Fail(ErrorCode::kUnavailable,
                  fmt::format("{}: cannot be locked: {}", name, Reason(errno)));
    }
    const std::string pid = ReadPid(descriptor);
    const std::string command = CommandOf(pid);
    return Fail(ErrorCode::kUnavailable,
                fmt::format("store {} is locked by process {}{}{}{}; stop it, or open the store "
                            "read-only",
                            folder.string(), pid.empty() ? "(unknown)" : pid,
                            command.empty() ? "" : " (", command, command.empty() ? "" : ")"));
  }
  const std::string pid = fmt::format("{}\n", getpid());
  // The pid is for people: that the lock is held does not depend on its being written, so a full
  // disk must not keep the store from opening.
  const bool written =
      ftruncate(descriptor, 0) == 0 && pwrite(descriptor, pid.data(), pid.size(), 0) >= 0;
  static_cast<void>(written);
  return owner;
}

OwnerFile::~OwnerFile() {
  close(descriptor_);
}

int OwnerFile::HolderOfRocksLock(const std::filesystem::path& folder) {
  const int descriptor = open((folder / "LOCK").c_str(), O_RDWR | O_CLOEXEC);
  if (descriptor < 0) return 0;
  struct flock lock {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  const bool known = fcntl(descriptor, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
  close(descriptor);
  return known ? static_cast<int>(lock.l_pid) : 0;
}

}  // namespace stratwatch::store
