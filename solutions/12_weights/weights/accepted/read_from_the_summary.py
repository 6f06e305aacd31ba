import re

weights = model.layers[1].kernel.numpy()
biases = model.layers[1].bias.numpy()

lines = []
model.summary(print_fn=lambda line, line_break=False: lines.append(line))
found = re.search(r"Total params: ([\d,]+)", "\n".join(lines))
total_parameters = int(found.group(1).replace(",", ""))
