# %%
for content in (b"[]", b"null", b"5", b'"text"', b'[["content"]]'):
    publish("stream", content)

# %%
print("the next cell")
