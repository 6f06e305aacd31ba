# %%
from IPython.display import HTML, Markdown, display

display(HTML("<b>bold</b>"), Markdown("**bold**"))
import matplotlib.pyplot as plt

plt.plot([1, 2])
plt.show()
print("shown")
