#include "backend/media/media_files.h"

#include <dirent.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <system_error>
#include <utility>

#include "backend/crypto/binary_text.h"
#include "backend/runtime/plain_file.h"

namespace kf {
namespace {

Error failed(const std::string& path, const char* attempted, int error = errno) {
    const bool full = error == ENOSPC || error == EDQUOT;
    return {
        full ? ErrorCode::DiskFull : ErrorCode::MediaFolderFailed,
        std::string{"could not "} + attempted + " " + path + ": " + std::generic_category().message(error),
        error};
}

Result<void> make_folder(const std::string& path) {
    if (::mkdir(path.c_str(), 0700) == 0) return {};
    if (errno != EEXIST) return failed(path, "create");
    // A larger disk for the files is mounted here, or [storage] path leads to it.
    if (is_link(path))
        return Error{
            ErrorCode::MediaFolderFailed,
            path +
                " is a link, and no link in the data folder is followed; mount the other folder there "
                "(mount --bind) or move the whole data folder"};
    return {};
}

Result<void> write_all(int descriptor, std::string_view bytes, const std::string& path) {
    while (!bytes.empty()) {
        const auto written = ::write(descriptor, bytes.data(), bytes.size());
        if (written < 0) {
            if (errno == EINTR) continue;
            return failed(path, "write");
        }
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
}

// A rename is on the disk when its folder is.
Result<void> sync_folder(const std::string& path) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (descriptor < 0) return failed(path, "open");
    const int result = ::fsync(descriptor);
    const int error = errno;
    ::close(descriptor);
    if (result != 0) return failed(path, "sync", error);
    return {};
}

std::vector<std::string> list(const std::string& folder) {
    std::vector<std::string> names;
    const std::unique_ptr<DIR, int (*)(DIR*)> dir(::opendir(folder.c_str()), ::closedir);
    if (!dir) return names;
    while (const auto* entry = ::readdir(dir.get()))
        if (entry->d_name[0] != '.') names.emplace_back(entry->d_name);
    return names;
}

constexpr std::string_view kUpload = ".upload";

}  // namespace

IncomingFile::~IncomingFile() {
    close();
    if (!path_.empty()) ::unlink(path_.c_str());
}

IncomingFile::IncomingFile(IncomingFile&& other) noexcept
    : path_(std::exchange(other.path_, {})),
      descriptor_(std::exchange(other.descriptor_, -1)),
      bytes_(std::exchange(other.bytes_, 0)) {}

IncomingFile& IncomingFile::operator=(IncomingFile&& other) noexcept {
    std::swap(path_, other.path_);
    std::swap(descriptor_, other.descriptor_);
    std::swap(bytes_, other.bytes_);
    return *this;
}

void IncomingFile::close() {
    if (descriptor_ >= 0) ::close(descriptor_);
    descriptor_ = -1;
}

Result<void> IncomingFile::write(std::string_view bytes) {
    TRY(write_all(descriptor_, bytes, path_));
    bytes_ += static_cast<std::int64_t>(bytes.size());
    return {};
}

Result<void> IncomingFile::start_again() {
    if (::ftruncate(descriptor_, 0) != 0 || ::lseek(descriptor_, 0, SEEK_SET) != 0)
        return failed(path_, "empty");
    bytes_ = 0;
    return {};
}

Result<void> MediaFiles::open() {
    TRY(make_folder(folder_));
    TRY(make_folder(folder_ + "/incoming"));
    for (int part = 0; part < 256; ++part) {
        char name[4];
        std::snprintf(name, sizeof name, "/%02x", part);
        TRY(make_folder(folder_ + name));
    }
    for (const auto& name : list(folder_ + "/incoming"))
        if (!name.ends_with(kUpload)) ::unlink((folder_ + "/incoming/" + name).c_str());
    return {};
}

Result<IncomingFile> MediaFiles::begin() const {
    TRY(check_room());
    static std::atomic<std::uint64_t> counter{0};
    const std::string path =
        folder_ + "/incoming/" + std::to_string(::getpid()) + "-" + std::to_string(++counter);
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor < 0) return failed(path, "create");
    return IncomingFile(path, descriptor);
}

Result<KeptFile> MediaFiles::put_in_place(const std::string& path) const {
    TRY_ASSIGN(auto kept, hash_file(path));
    const std::string to = path_of(kept.sha256);
    if (::rename(path.c_str(), to.c_str()) != 0) return failed(to, "create");
    TRY(sync_folder(to.substr(0, to.rfind('/'))));
    return kept;
}

Result<KeptFile> MediaFiles::keep(IncomingFile file) const {
    if (::fsync(file.descriptor_) != 0) return failed(file.path_, "sync");
    TRY_ASSIGN(auto kept, put_in_place(file.path_));
    file.path_.clear();
    return kept;
}

Result<KeptFile> MediaFiles::keep_text(std::string_view bytes) const {
    TRY_ASSIGN(auto file, begin());
    TRY(file.write(bytes));
    return keep(std::move(file));
}

std::string MediaFiles::upload_path(std::string_view id) const {
    return folder_ + "/incoming/" + std::string{id} + std::string{kUpload};
}

Result<void> MediaFiles::write_upload(std::string_view id, std::int64_t offset,
                                      std::string_view bytes) const {
    TRY(check_room());
    const std::string path = upload_path(id);
    const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (descriptor < 0) return failed(path, "open");
    const auto work = [&]() -> Result<void> {
        // Behind the offset may be what a process that was killed had not told anybody yet.
        if (::ftruncate(descriptor, offset) != 0) return failed(path, "shorten");
        if (::lseek(descriptor, offset, SEEK_SET) != offset) return failed(path, "write");
        TRY(write_all(descriptor, bytes, path));
        if (::fdatasync(descriptor) != 0) return failed(path, "sync");
        return {};
    };
    const auto done = work();
    ::close(descriptor);
    return done;
}

Result<KeptFile> MediaFiles::keep_upload(std::string_view id) const {
    return put_in_place(upload_path(id));
}

std::int64_t MediaFiles::size_of_upload(std::string_view id) const {
    struct stat info {};
    return ::lstat(upload_path(id).c_str(), &info) == 0 && S_ISREG(info.st_mode) ? info.st_size : -1;
}

void MediaFiles::drop_upload(std::string_view id) const {
    ::unlink(upload_path(id).c_str());
}

std::string MediaFiles::path_of(std::string_view sha256) const {
    return folder_ + "/" + std::string{sha256.substr(0, 2)} + "/" + std::string{sha256};
}

bool MediaFiles::has(std::string_view sha256) const {
    return size_of(sha256) >= 0 && ::access(path_of(sha256).c_str(), R_OK) == 0;
}

std::int64_t MediaFiles::size_of(std::string_view sha256) const {
    struct stat info {};
    if (sha256.empty() || ::lstat(path_of(sha256).c_str(), &info) != 0) return -1;
    return S_ISREG(info.st_mode) ? info.st_size : -1;
}

Result<void> MediaFiles::check_room() const {
    struct statvfs disk {};
    if (::statvfs(folder_.c_str(), &disk) != 0) return failed(folder_, "look at");
    const auto free = static_cast<std::uint64_t>(disk.f_bavail) * disk.f_frsize;
    if (free >= static_cast<std::uint64_t>(keep_free_)) return {};
    return failed(folder_, "keep room on the disk of", ENOSPC);
}

void MediaFiles::remove(std::string_view sha256) const {
    ::unlink(path_of(sha256).c_str());
}

std::vector<std::string> MediaFiles::names_in(int part, std::int64_t before_secs) const {
    char name[4];
    std::snprintf(name, sizeof name, "/%02x", part);
    auto names = list(folder_ + name);
    std::erase_if(names, [&](const std::string& file) {
        struct stat info {};
        return ::lstat((folder_ + name + "/" + file).c_str(), &info) != 0 || info.st_mtime >= before_secs;
    });
    return names;
}

std::vector<std::string> MediaFiles::uploads() const {
    std::vector<std::string> ids;
    for (const auto& name : list(folder_ + "/incoming"))
        if (name.ends_with(kUpload)) ids.push_back(name.substr(0, name.size() - kUpload.size()));
    return ids;
}

Result<KeptFile> hash_file(const std::string& path) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (descriptor < 0) return failed(path, "open");
    const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr);
    KeptFile result;
    std::vector<char> buffer(256 * 1024);
    for (;;) {
        const auto size = ::read(descriptor, buffer.data(), buffer.size());
        if (size < 0 && errno == EINTR) continue;
        if (size < 0) {
            const int error = errno;
            ::close(descriptor);
            return failed(path, "read", error);
        }
        if (size == 0) break;
        EVP_DigestUpdate(context.get(), buffer.data(), static_cast<std::size_t>(size));
        result.bytes += size;
    }
    ::close(descriptor);
    std::string digest(32, '\0');
    EVP_DigestFinal_ex(context.get(), reinterpret_cast<unsigned char*>(digest.data()), nullptr);
    result.sha256 = to_hex(digest);
    return result;
}

}  // namespace kf
