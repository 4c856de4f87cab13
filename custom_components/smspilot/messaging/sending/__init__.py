"""From drafts to requests: the queue, and what each answer says."""
