"""How SQS's shapes are written on the query wire.

Today's model of SQS speaks JSON and leaves these names out; clients from before 2024 still speak query. They are the
names of parameters and elements in the examples of the SQS API reference.
"""

XML_NAMESPACE = "http://queue.amazonaws.com/doc/2012-11-05/"

# The name of a list's entries.
ENTRIES = {
    "AWSAccountIdList": "AWSAccountId",
    "ActionNameList": "ActionName",
    "AttributeNameList": "AttributeName",
    "BatchResultErrorEntryList": "BatchResultErrorEntry",
    "BinaryList": "BinaryListValue",
    "ChangeMessageVisibilityBatchRequestEntryList": "ChangeMessageVisibilityBatchRequestEntry",
    "ChangeMessageVisibilityBatchResultEntryList": "ChangeMessageVisibilityBatchResultEntry",
    "DeleteMessageBatchRequestEntryList": "DeleteMessageBatchRequestEntry",
    "DeleteMessageBatchResultEntryList": "DeleteMessageBatchResultEntry",
    "ListMessageMoveTasksResultEntryList": "ListMessageMoveTasksResultEntry",
    "MessageAttributeNameList": "MessageAttributeName",
    "MessageList": "Message",
    "MessageSystemAttributeList": "MessageSystemAttributeName",
    "QueueUrlList": "QueueUrl",
    "SendMessageBatchRequestEntryList": "SendMessageBatchRequestEntry",
    "SendMessageBatchResultEntryList": "SendMessageBatchResultEntry",
    "StringList": "StringListValue",
    "TagKeyList": "TagKey",
}

# The names of a map's keys and values.
PAIRS = {
    "MessageBodyAttributeMap": ("Name", "Value"),
    "MessageBodySystemAttributeMap": ("Name", "Value"),
    "MessageSystemAttributeMap": ("Name", "Value"),
    "QueueAttributeMap": ("Name", "Value"),
    "TagMap": ("Key", "Value"),
}

# What a map is called where it is a member.
MEMBERS = {
    ("CreateQueueRequest", "Attributes"): "Attribute",
    ("CreateQueueRequest", "tags"): "Tag",
    ("GetQueueAttributesResult", "Attributes"): "Attribute",
    ("ListQueueTagsResult", "Tags"): "Tag",
    ("Message", "Attributes"): "Attribute",
    ("Message", "MessageAttributes"): "MessageAttribute",
    ("SendMessageBatchRequestEntry", "MessageAttributes"): "MessageAttribute",
    ("SendMessageBatchRequestEntry", "MessageSystemAttributes"): "MessageSystemAttribute",
    ("SendMessageRequest", "MessageAttributes"): "MessageAttribute",
    ("SendMessageRequest", "MessageSystemAttributes"): "MessageSystemAttribute",
    ("SetQueueAttributesRequest", "Attributes"): "Attribute",
    ("TagQueueRequest", "Tags"): "Tag",
}

PREFIX = "AWS.SimpleQueueService."

# Code and status of an error, where they differ from the shape's name and 400.
ERRORS = {
    "BatchEntryIdsNotDistinct": (PREFIX + "BatchEntryIdsNotDistinct", 400),
    "BatchRequestTooLong": (PREFIX + "BatchRequestTooLong", 400),
    "EmptyBatchRequest": (PREFIX + "EmptyBatchRequest", 400),
    "InvalidBatchEntryId": (PREFIX + "InvalidBatchEntryId", 400),
    "MessageNotInflight": (PREFIX + "MessageNotInflight", 400),
    "OverLimit": ("OverLimit", 403),
    "PurgeQueueInProgress": (PREFIX + "PurgeQueueInProgress", 403),
    "QueueDeletedRecently": (PREFIX + "QueueDeletedRecently", 400),
    "QueueDoesNotExist": (PREFIX + "NonExistentQueue", 400),
    "QueueNameExists": ("QueueAlreadyExists", 400),
    "ResourceNotFoundException": ("ResourceNotFoundException", 404),
    "TooManyEntriesInBatchRequest": (PREFIX + "TooManyEntriesInBatchRequest", 400),
    "UnsupportedOperation": (PREFIX + "UnsupportedOperation", 400),
}


def add_query_facts(facts):
    """Adds the names to the facts of SQS's model."""
    shapes = facts["shapes"]
    facts["service"]["xmlNamespace"] = XML_NAMESPACE
    for shape, name in ENTRIES.items():
        shapes[shape]["member"]["locationName"] = name
    for shape, (key, value) in PAIRS.items():
        shapes[shape]["key"]["locationName"] = key
        shapes[shape]["value"]["locationName"] = value
    for (shape, member), name in MEMBERS.items():
        shapes[shape]["members"][member]["locationName"] = name
    for shape, (code, status) in ERRORS.items():
        shapes[shape]["error"] = {"code": code, "httpStatusCode": status}
    for shape in ("MessageAttributeValue", "MessageSystemAttributeValue"):
        for kind in ("StringListValues", "BinaryListValues"):
            shapes[shape]["members"][kind]["locationName"] = kind.removesuffix("s")
