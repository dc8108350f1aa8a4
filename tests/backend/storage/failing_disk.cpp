#include "tests/backend/storage/failing_disk.h"

#include <sqlite3.h>

#include <cstring>

namespace kf::test {
namespace {

struct Fault {
    int good_operations = -1;  // -1 = healthy
    DiskFault kind = DiskFault::Full;
    int operations = 0;
    bool failed = false;
};
Fault g_fault;  // one disk at a time; SQLite's VFS list is global too

// What the operation yields: SQLITE_OK, or the fault.
int meet(bool is_sync) {
    const bool of_kind = is_sync == (g_fault.kind == DiskFault::BrokenSync);
    if (g_fault.good_operations < 0) {
        ++g_fault.operations;
        return SQLITE_OK;
    }
    if (!of_kind) return SQLITE_OK;
    if (g_fault.operations++ < g_fault.good_operations) return SQLITE_OK;
    g_fault.failed = true;
    switch (g_fault.kind) {
        case DiskFault::Full:
            return SQLITE_FULL;
        case DiskFault::BrokenWrite:
            return SQLITE_IOERR_WRITE;
        case DiskFault::BrokenSync:
            return SQLITE_IOERR_FSYNC;
    }
    return SQLITE_OK;
}

struct File {
    sqlite3_file base;
    sqlite3_file* real;
};

sqlite3_file* real(sqlite3_file* file) {
    return reinterpret_cast<File*>(file)->real;
}

int close_file(sqlite3_file* file) {
    return real(file)->pMethods != nullptr ? real(file)->pMethods->xClose(real(file)) : SQLITE_OK;
}
int read_file(sqlite3_file* f, void* to, int size, sqlite3_int64 at) {
    return real(f)->pMethods->xRead(real(f), to, size, at);
}
int write_file(sqlite3_file* f, const void* from, int size, sqlite3_int64 at) {
    const int met = meet(false);
    if (met == SQLITE_OK) return real(f)->pMethods->xWrite(real(f), from, size, at);
    // A torn write: the first half reaches the disk.
    real(f)->pMethods->xWrite(real(f), from, size / 2, at);
    return met;
}
int truncate_file(sqlite3_file* f, sqlite3_int64 size) {
    return real(f)->pMethods->xTruncate(real(f), size);
}
int sync_file(sqlite3_file* f, int flags) {
    const int met = meet(true);
    return met != SQLITE_OK ? met : real(f)->pMethods->xSync(real(f), flags);
}
int file_size(sqlite3_file* f, sqlite3_int64* size) {
    return real(f)->pMethods->xFileSize(real(f), size);
}
int lock_file(sqlite3_file* f, int level) {
    return real(f)->pMethods->xLock(real(f), level);
}
int unlock_file(sqlite3_file* f, int level) {
    return real(f)->pMethods->xUnlock(real(f), level);
}
int check_lock(sqlite3_file* f, int* held) {
    return real(f)->pMethods->xCheckReservedLock(real(f), held);
}
int control(sqlite3_file* f, int operation, void* argument) {
    return real(f)->pMethods->xFileControl(real(f), operation, argument);
}
int sector_size(sqlite3_file* f) {
    return real(f)->pMethods->xSectorSize(real(f));
}
int characteristics(sqlite3_file* f) {
    return real(f)->pMethods->xDeviceCharacteristics(real(f));
}
int shm_map(sqlite3_file* f, int region, int size, int extend, void volatile** at) {
    return real(f)->pMethods->xShmMap(real(f), region, size, extend, at);
}
int shm_lock(sqlite3_file* f, int offset, int count, int flags) {
    return real(f)->pMethods->xShmLock(real(f), offset, count, flags);
}
void shm_barrier(sqlite3_file* f) {
    real(f)->pMethods->xShmBarrier(real(f));
}
int shm_unmap(sqlite3_file* f, int remove) {
    return real(f)->pMethods->xShmUnmap(real(f), remove);
}

const sqlite3_io_methods kMethods = {2,           close_file,  read_file,       write_file,  truncate_file,
                                     sync_file,   file_size,   lock_file,       unlock_file, check_lock,
                                     control,     sector_size, characteristics, shm_map,     shm_lock,
                                     shm_barrier, shm_unmap,   nullptr,         nullptr};

sqlite3_vfs g_vfs;
sqlite3_vfs* g_real = nullptr;

int open_file(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out_flags) {
    auto* mine = reinterpret_cast<File*>(file);
    mine->real = reinterpret_cast<sqlite3_file*>(mine + 1);
    std::memset(mine->real, 0, static_cast<std::size_t>(g_real->szOsFile));
    const int opened = g_real->xOpen(g_real, name, mine->real, flags, out_flags);
    mine->base.pMethods = mine->real->pMethods != nullptr ? &kMethods : nullptr;
    return opened;
}

}  // namespace

FailingDisk::FailingDisk() {
    g_real = sqlite3_vfs_find(nullptr);
    g_vfs = *g_real;
    g_vfs.pNext = nullptr;
    g_vfs.zName = name_.c_str();
    g_vfs.szOsFile = static_cast<int>(sizeof(File)) + g_real->szOsFile;
    g_vfs.xOpen = open_file;
    sqlite3_vfs_register(&g_vfs, 0);
    heal();
}

FailingDisk::~FailingDisk() {
    sqlite3_vfs_unregister(&g_vfs);
}

void FailingDisk::fail_after(int good_operations, DiskFault fault) {
    g_fault = Fault{.good_operations = good_operations, .kind = fault, .operations = 0, .failed = false};
}

void FailingDisk::heal() {
    g_fault = Fault{};
}

int FailingDisk::operations() const {
    return g_fault.operations;
}

bool FailingDisk::has_failed() const {
    return g_fault.failed;
}

}  // namespace kf::test
