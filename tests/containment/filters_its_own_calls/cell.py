# %%
import os

PR_SET_SECCOMP = 22
# one instruction that kills whatever is called
kill = ctypes.create_string_buffer(bytes.fromhex("0600000000000080"))
program = ctypes.create_string_buffer((1).to_bytes(8, "little") + ctypes.addressof(kill).to_bytes(8, "little"))
attempt("strict by prctl", in_child, lambda: checked(libc.prctl(PR_SET_SECCOMP, 1, 0, 0, 0)))
attempt("a filter by prctl", in_child, lambda: checked(libc.prctl(PR_SET_SECCOMP, 2, program, 0, 0)))
attempt("strict", in_child, syscall, 317, 277, 0, 0, None)
attempt("a filter", in_child, syscall, 317, 277, 1, 0, program)
attempt("a filter that asks its owner", in_child, syscall, 317, 277, 1, 8, program)
attempt("a death signal", lambda: checked(libc.prctl(1, 9, 0, 0, 0)))
attempt("a rule set", syscall, 444, 444, (1).to_bytes(8, "little"), 8, 0)
attempt("a new executable's place", lambda: checked(libc.prctl(35, 13, 0, 0, 0)))
attempt("speculation control off", lambda: checked(libc.prctl(53, 0, 3, 0, 0)) or 1 / 0)
