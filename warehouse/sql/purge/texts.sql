-- Forget the words of texts that the world could read before an instant; what was counted in them stays.
update core.article_version set title = null, text = null
where known_at < $before and (title is not null or text is not null)
returning version_id
