# %%
ones = b"[" + b"1," * 1_000_000 + b"1]"
publish("stream", b'{"name": "stdout", "text": ' + ones + b"}")
publish("error", b'{"ename": "E", "evalue": "e", "traceback": ' + ones + b"}")
publish("display_data", b'{"data": {"text/plain": ' + ones + b'}, "metadata": ' + ones + b"}")

# %%
print("the next cell")
