# %%
import mmap
import signal

X32 = 0x40000000


def machine_code(code):
    pages = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    pages.write(code)
    address = ctypes.addressof(ctypes.c_char.from_buffer(pages))
    return ctypes.CFUNCTYPE(ctypes.c_long)(address)()


# push rbx; mov eax, NUMBER; xor ebx, ebx; xor ecx, ecx; xor edx, edx; int 0x80; pop rbx; ret
INT_80 = "53b8{:08x}31db31c931d2cd805bc3"


def by_int_80(number):
    result = machine_code(bytes.fromhex(INT_80.format(int.from_bytes(number.to_bytes(4, "little"), "big"))))
    return checked(-1) if -4096 < result < 0 else result


if os.uname().machine == "x86_64":
    for name, number in (("getpid", 20), ("socketcall", 102), ("mount", 21), ("ptrace", 26), ("unshare", 310), ("socket", 359)):
        attempt(f"int 0x80 {name}", in_child, by_int_80, number)
    for name, number in (("getpid", 39), ("socket", 41), ("ptrace", 521), ("mount", 165), ("unshare", 272)):
        attempt(f"x32 {name}", syscall, X32 | number, None, 2, 1, 0)
    attempt("a number beyond the table", syscall, 0x3FFFFFFF, None, 0)
    attempt("a number with high bits", syscall, 41 | 1 << 40, None, 2, 1, 0)
else:
    print("held: only one architecture here")
