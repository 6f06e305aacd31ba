training_set, dataset_info = tfds.load('mnist', split = 'train', as_supervised = True, with_info = True)

# 10
num_classes = dataset_info.features['label'].num_classes
print('There are {:,} classes in our dataset'.format(num_classes))

# 60,000
num_training_examples = dataset_info.splits['train'].num_examples
print('\nThere are {:,} images in the training set'.format(num_training_examples))

for image, label in training_set.take(1):
    print('The images in the training set have:')
    print('\u2022 dtype:', image.dtype)
    print('\u2022 shape:', image.shape)
