# %%
import tempfile

with tempfile.TemporaryFile() as file:
    file.write(bytes(2**20))
    print(file.tell())
