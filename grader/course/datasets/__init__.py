"""The data that exercises read: MNIST, Fashion-MNIST, cats and dogs, a pretrained network."""
