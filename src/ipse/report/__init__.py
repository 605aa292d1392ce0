"""Report formats, one module each: ``render(result, …)`` turns an audit result into text or bytes."""
