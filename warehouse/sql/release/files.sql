-- The files of a release.
select path, digest, content from meta.release_file where release_id = $release_id order by path
