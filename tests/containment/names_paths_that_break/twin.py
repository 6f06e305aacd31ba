# %%
import pathlib

pathlib.Path("größe und zahl.txt").write_text("ja", encoding="utf-8")
print(pathlib.Path("größe und zahl.txt").read_text(encoding="utf-8"))
