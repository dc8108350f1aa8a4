// The content store: files named by the SHA-256 of what is in them, complete or not there at all. Every call
// but path_of(), has() and size_of() blocks for a while; run it in a worker thread. `<folder>/ab/<sha256>`,
// unfinished ones in
// `<folder>/incoming`.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/result.h"

namespace kf {

// A file being written. What was not kept goes when this goes.
class IncomingFile {
  public:
    IncomingFile() = default;
    ~IncomingFile();
    IncomingFile(IncomingFile&& other) noexcept;
    IncomingFile& operator=(IncomingFile&& other) noexcept;

    [[nodiscard]] const std::string& path() const { return path_; }
    // Errors: "disk_full", "media_folder_failed". After one the file is of no use.
    [[nodiscard]] Result<void> write(std::string_view bytes);
    [[nodiscard]] Result<void> start_again();  // empties it
    [[nodiscard]] std::int64_t bytes() const { return bytes_; }

  private:
    friend class MediaFiles;
    IncomingFile(std::string path, int descriptor) : path_(std::move(path)), descriptor_(descriptor) {}
    void close();

    std::string path_;
    int descriptor_ = -1;
    std::int64_t bytes_ = 0;
};

struct KeptFile {
    std::string sha256;
    std::int64_t bytes = 0;
};

constexpr std::int64_t kKeepFreeBytes = std::int64_t{256} * 1024 * 1024;

class MediaFiles {
  public:
    // Fewer than `keep_free` bytes left on the disk count as a full one: what customers say needs the rest.
    explicit MediaFiles(std::string folder, std::int64_t keep_free = kKeepFreeBytes)
        : folder_(std::move(folder)), keep_free_(keep_free) {}

    // Makes the folders (0700). What a process that was killed left unfinished goes, but not `*.upload`.
    [[nodiscard]] Result<void> open();

    [[nodiscard]] Result<IncomingFile> begin() const;
    // Syncs it and puts it in place; the same content twice is one file.
    [[nodiscard]] Result<KeptFile> keep(IncomingFile file) const;
    [[nodiscard]] Result<KeptFile> keep_text(std::string_view bytes) const;

    // ---- uploads, which go on after a restart
    [[nodiscard]] std::string upload_path(std::string_view id) const;
    // Writes at `offset` and cuts off what lies behind; on the disk when it returns.
    [[nodiscard]] Result<void> write_upload(std::string_view id, std::int64_t offset,
                                            std::string_view bytes) const;
    [[nodiscard]] Result<KeptFile> keep_upload(std::string_view id) const;
    [[nodiscard]] std::int64_t size_of_upload(std::string_view id) const;  // -1 = it is not there
    void drop_upload(std::string_view id) const;

    [[nodiscard]] std::string path_of(std::string_view sha256) const;
    [[nodiscard]] bool has(std::string_view sha256) const;
    [[nodiscard]] std::int64_t size_of(std::string_view sha256) const;  // -1 = it is not there
    void remove(std::string_view sha256) const;

    // The sweep: names in one of 256 folders (0–255) that were there before `before_secs`.
    [[nodiscard]] std::vector<std::string> names_in(int part, std::int64_t before_secs) const;
    // Ids of uploads that have a file.
    [[nodiscard]] std::vector<std::string> uploads() const;

    [[nodiscard]] const std::string& folder() const { return folder_; }

  private:
    [[nodiscard]] Result<KeptFile> put_in_place(const std::string& path) const;
    [[nodiscard]] Result<void> check_room() const;

    std::string folder_;
    std::int64_t keep_free_;
};

// Lower-case hex of a whole file. Error: it cannot be read.
[[nodiscard]] Result<KeptFile> hash_file(const std::string& path);

}  // namespace kf
