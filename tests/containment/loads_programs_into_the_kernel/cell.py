# %%
import socket

attempt("bpf map", syscall, 321, 280, 0, (2).to_bytes(4, "little") + (4).to_bytes(4, "little") * 2 + (1).to_bytes(4, "little") + bytes(100), 116)
instructions = ctypes.create_string_buffer(bytes.fromhex("b700000000000000" "9500000000000000"))
license = ctypes.create_string_buffer(b"GPL")
load = (1).to_bytes(4, "little") + (2).to_bytes(4, "little") + ctypes.addressof(instructions).to_bytes(8, "little") + ctypes.addressof(license).to_bytes(8, "little")
attempt("bpf program", syscall, 321, 280, 5, load + bytes(100), 124)
attempt("init_module", syscall, 175, 105, b"\x7fELF" + bytes(60), 64, b"")
attempt("finit_module", syscall, 313, 273, 0, b"", 0)
attempt("delete_module", syscall, 176, 106, b"nf_tables", 0)
attempt("kexec_load", syscall, 246, 104, 0, 0, None, 0)
attempt("kexec_file_load", syscall, 320, 294, 0, 0, 0, b"", 0)
