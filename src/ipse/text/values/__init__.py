"""Values that can be compared exactly: numbers, money, dates, times, durations, links, codes."""

from ipse.text.values.find import find_values
from ipse.text.values.model import Value, ValueType, same_value

__all__ = ["Value", "ValueType", "find_values", "same_value"]
