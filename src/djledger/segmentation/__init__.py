"""Words: Chinese text cut as jieba cuts it, without jieba's second of loading."""

from djledger.segmentation.segmenter import Segmenter

__all__ = ["Segmenter"]
