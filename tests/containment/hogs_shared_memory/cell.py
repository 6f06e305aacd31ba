# %%
import mmap
import os

ADVICE = 4  # MADV_DONTNEED: out of this process's sum, and still there


def hide(flags, descriptor):
    hidden = []
    for _ in range(16):
        pages = mmap.mmap(descriptor, 64 << 20, flags=flags)
        for offset in range(0, len(pages), 4096):
            pages[offset] = 1
        pages.madvise(ADVICE)
        hidden.append(pages)
    kept = sum(pages[0] for pages in hidden) * 64
    taken = int(next(line for line in open("/proc/self/status") if line.startswith("RssShmem")).split()[1]) >> 10
    if kept - taken < 512:
        raise MemoryError(f"{kept} MiB kept and {taken} MiB seen")
    return f"{kept} MiB kept, and {taken} MiB seen"


attempt("shared without a file", hide, mmap.MAP_SHARED | mmap.MAP_ANONYMOUS, -1)
attempt("shared and validated", hide, 3 | mmap.MAP_ANONYMOUS, -1)
attempt("shared zeros", lambda: hide(mmap.MAP_SHARED, os.open("/dev/zero", os.O_RDWR)))
attempt("huge pages", lambda: mmap.mmap(-1, 64 << 20, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x40000))
