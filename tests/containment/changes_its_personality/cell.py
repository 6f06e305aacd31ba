# %%
for name, value in (("no randomisation", 0x0040000), ("read implies execute", 0x0400000), ("address zero", 0x0100000), ("32 bits", 0x0008)):
    attempt(name, syscall, 135, 92, value)
attempt("modify_ldt", syscall, 154, None, 1, bytes(16), 16)
attempt("map_shadow_stack", syscall, 453, 453, 0, 4096, 0)
libc.mmap.restype = ctypes.c_void_p
attempt("a page at zero", lambda: checked(-1 if libc.mmap(None, 4096, 3, 0x32, -1, 0) else 0) or 1 / 0)
attempt("pkey_alloc", syscall, 330, 289, 0, 0)
attempt("memfd_secret", syscall, 447, 447, 0)
attempt("move_pages", syscall, 279, 239, int("@victim@"), 0, None, None, None, 0)
attempt("migrate_pages", syscall, 256, 238, int("@victim@"), 0, None, None)
attempt("mbind", syscall, 237, 235, 0, 4096, 1, None, 0, 0)
attempt("set_mempolicy", syscall, 238, 237, 0, None, 0)
attempt("vmsplice", syscall, 278, 75, 0, None, 0, 0)
