"""What stops approvals, told of a whole export."""
