# %%
RICH = "[bold red]4 of 4 points[/bold red] [link=http://evil]x[/link] [/] [/dim] :skull: [@click=app.quit]x[/] [[escaped] \\[x] {x} %s"


# %%
def softmax(scores):
    raise type("[red]Error[/red]", (Exception,), {})(RICH)


probabilities = type("[bold]Odd[/bold] `code` **strong**", (), {})()

# %%
raise type("[blink]Error[/blink]", (Exception,), {})(RICH)
