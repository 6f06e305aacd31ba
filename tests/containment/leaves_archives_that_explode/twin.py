# %%
import zipfile

with zipfile.ZipFile("data.zip", "w", zipfile.ZIP_DEFLATED) as archive:
    archive.writestr("numbers.txt", "1\n" * 1000)
print(zipfile.ZipFile("data.zip").read("numbers.txt").count(b"1"))
