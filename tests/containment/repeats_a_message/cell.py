# %%
header = session.pack(session.msg_header("stream"))
for _ in range(20):
    publish("stream", b'{"name": "stdout", "text": "again"}', header=header)

# %%
print("the next cell")
