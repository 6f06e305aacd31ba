builder = tfds.builder("mnist")
builder.download_and_prepare()
training_set = builder.as_dataset(split="train", as_supervised=True)
dataset_info = builder.info

label = dataset_info.features["label"]
num_classes = label.num_classes
num_training_examples = int(dataset_info.splits["train"].num_examples)
