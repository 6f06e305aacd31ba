# %%
from IPython.display import HTML, SVG, IFrame, Javascript, Latex, Markdown, display

SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(1)>"
display(HTML(SCRIPT), Javascript("alert(1)"), Markdown(f"[x](javascript:alert(1)) {SCRIPT}"), Latex(r"$\href{javascript:alert(1)}{x}$"))
display(SVG("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'><script>alert(1)</script></svg>"))
display(IFrame("javascript:alert(1)", 100, 100))
display({kind: SCRIPT for kind in ("text/html", "text/plain", "application/javascript", "image/svg+xml", "application/pdf",
        "application/vnd.jupyter.widget-view+json", "text/latex", "image/jpeg", "\"><script>", "IMAGE/PNG", "image/png ")}, raw=True)  # fmt: skip


# %%
class Shown:
    def _repr_html_(self):
        return SCRIPT

    def _repr_svg_(self):
        return f"<svg onload=alert(1)>{SCRIPT}</svg>"

    def __repr__(self):
        return SCRIPT


Shown()
