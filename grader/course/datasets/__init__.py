"""The data that exercises read: MNIST, Fashion-MNIST, cats and dogs, a pretrained network.

Begin with `datasets`, which says what lies where, and with `preparing`, which is `grader data`.

datasets         the data sets that kernels see
held_out         the held-out images, which no kernel ever sees
fetched_sets     the sets that the repository may not hold: which of them are on this machine
preparing        makes and checks data sets, once a machine
downloads        packages of others, fetched and checked
prepare_data     a program: makes a folder that `tfds.load` reads
prepare_network  a program: makes the pretrained network
"""
