# %%
for bad in (b"\xff\xfe", b'{"name": "stdout", "text": "\xc3\x28"}', b"", b"\0", b'{"name"', b'{"name": "stdout", "text": "\\ud800"}'):
    publish("stream", bad)
    publish("stream", b'{"name": "stdout", "text": "x"}', metadata=bad)
    publish("stream", b'{"name": "stdout", "text": "x"}', header=bad)

# %%
print("the next cell")
