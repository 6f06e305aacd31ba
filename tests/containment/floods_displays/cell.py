# %%
from IPython.display import clear_output, display, update_display

for number in range(5_000):
    display(number)
    update_display(number, display_id="one")
    clear_output()
print("BREACH: 15,000 messages were taken")
