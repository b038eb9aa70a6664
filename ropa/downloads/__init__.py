"""Long exports: asked for, made by a process of their own, followed, cancelled, fetched."""
