"""The data that exercises read: MNIST, Fashion-MNIST, cats and dogs, a pretrained network.

Begin with `datasets`, which defines where everything is, and with `preparing`, which does the work of `grader data`.

datasets         the data sets that kernels see
held_out         the held-out images, which no kernel ever sees
fetched_sets     the sets that the repository may not contain: which of them are on this machine
preparing        makes and checks data sets, once per machine
downloads        fetches and checks packages made by others
prepare_data     a program: makes a folder that `tfds.load` reads
prepare_network  a program: makes the pretrained network
"""
