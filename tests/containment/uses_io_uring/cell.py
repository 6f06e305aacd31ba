# %%
parameters = ctypes.create_string_buffer(120)
attempt("io_uring_setup", syscall, 425, 425, 8, parameters)
attempt("io_uring_enter", syscall, 426, 426, 0, 0, 0, 0, None, 0)
attempt("io_uring_register", syscall, 427, 427, 0, 0, None, 0)
for depth in (1, 64, 4096):
    attempt(f"io_uring_setup {depth}", syscall, 425, 425, depth, ctypes.create_string_buffer(120))
