"""The operations of the API pages of 2020-12-01 and 2021-03-25, and which of them come later."""

from pathlib import Path

OPERATIONS = Path(__file__).with_name("seed-operations.txt").read_text().split()

# Each is known to the server and says that it is not built.
NOT_BUILT = [
    "CreateCompilationJob",
    "DescribeAutoMLJob",
    "DescribeCompilationJob",
    "ListAutoMLJobs",
    "ListCompilationJobs",
]
