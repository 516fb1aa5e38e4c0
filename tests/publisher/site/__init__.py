"""The site: what it holds, how it looks, and what it promises to browsers and programs."""
