-- The files of a release with their hashes.
select path, digest, byte_count from meta.release_file where release_id = $release_id order by path
