# %%
import zipfile

with zipfile.ZipFile("data.zip", "w") as archive:
    archive.writestr("a.txt", "hello")
print(zipfile.ZipFile("data.zip").read("a.txt"))
