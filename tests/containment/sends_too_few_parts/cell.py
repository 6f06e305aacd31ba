# %%
send = kernel.iopub_thread.send_multipart
for parts in ([b""], [b"stream"], [b"<IDS|MSG>"], [b"x", b"<IDS|MSG>"], [b"x", b"<IDS|MSG>", b"signature", b"{}"], [b""] * 60):
    send(parts)

# %%
print("the next cell")
