# %%
from IPython.display import display

bar = display("0 %", display_id=True)
for number in range(100):
    bar.update(f"{number} %")
print("done")
